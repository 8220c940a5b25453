import { Failure } from "../domain/failure.js";
import type { Beat, Service } from "./app.js";

/** Four beats missed. */
export const silentSeconds = 60;

/** What is wrong with a service whose processes last said this of themselves, the newest first: nothing where one of them works. */
export function faultOf(service: Service, beats: readonly Beat[], now: number, path: string) {
  const faults = beats.map(({ at, fault }) => {
    const seconds = (now - at) / 1000;
    return seconds > silentSeconds ? new Failure("service_silent", { service, seconds }) : fault;
  });
  const [newest = new Failure("service_stopped", { service, path })] = faults;
  return faults.includes(null) ? null : newest;
}
