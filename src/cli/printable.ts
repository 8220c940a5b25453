/** A name that somebody else chose, as one harmless line: control and direction-changing characters are shown as "�". */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
