/**
 * Reads HTML as Telegram does: b, pre and blockquote, balanced; four entities; no other < or &. Gives the text that is counted
 * and the tags that were opened; throws where Telegram would refuse it.
 */
export function readHtml(html: string): { text: string; tags: string[] } {
  const open: string[] = [];
  const tags: string[] = [];
  let text = "";
  for (const [token] of html.matchAll(/<[^>]*>?|&[^;]{0,5};?|[^<&]+/g)) {
    const tag = /^<(\/?)(b|pre|blockquote)>$/.exec(token);
    if (tag?.[1] === "/") {
      if (open.pop() !== tag[2]) throw new Error(`${token} closes nothing`);
    } else if (tag) {
      open.push(tag[2] as string);
      tags.push(tag[2] as string);
    } else text += plain(token);
  }
  if (open.length > 0) throw new Error(`${open.join()} is left open`);
  return { text, tags };
}

function plain(token: string): string {
  const known = new Map([
    ["&amp;", "&"],
    ["&lt;", "<"],
    ["&gt;", ">"],
    ["&quot;", '"'],
  ]);
  if (!/^[<&]/.test(token)) return token;
  const character = known.get(token);
  if (character === undefined) throw new Error(`not escaped: ${token}`);
  return character;
}
