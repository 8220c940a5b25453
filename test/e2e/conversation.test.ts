import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./catat.js";
import { playConversation } from "./conversation.js";

const readme = join(root, "README.md");
const place = /(<!-- npm run conversation -->\n```text\n)[\s\S]*?(```\n<!-- end -->)/;

it("goes as README tells it; npm run conversation writes it anew", async () => {
  const text = await playConversation();
  const written = readFileSync(readme, "utf8").replace(place, (_, begin, end) => `${begin}${text}${end}`);
  expect(written).toContain(text);
  await expect(written).toMatchFileSnapshot(readme);
});
