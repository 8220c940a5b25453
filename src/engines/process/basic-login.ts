import { loginOf, withoutLogin } from "../../util/login.js";

/** An address without its login, and the login as a header: an address finds its way into errors, and fetch takes no login in one. */
export function withHeader(address: string): { address: string; headers: Record<string, string> } {
  const login = loginOf(address);
  if (!login) return { address, headers: {} };
  const authorization = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  return { address: withoutLogin(address), headers: { authorization } };
}
