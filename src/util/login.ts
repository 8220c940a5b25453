const scheme = "[a-z][a-z\\d+.-]*://";
/** The last "@" ends the login: a password that was written as it is may hold one, and a slash, too. */
const login = new RegExp(`^(${scheme})?(.*)@`, "is");

/** The name and password in an address, decoded where they can be; null where it has none. */
export function loginOf(address: string): { user: string; password: string } | null {
  const written = login.exec(address)?.[2];
  if (written === undefined) return null;
  const [user = "", ...password] = written.split(":");
  return { user: decoded(user), password: decoded(password.join(":")) };
}

/** An address as it may be shown and logged. */
export function withoutLogin(address: string): string {
  return address.replace(login, "$1");
}

/** A text as it may be logged, whatever addresses are in it. */
export function withoutLogins(text: string): string {
  return text.replace(new RegExp(`(${scheme})\\S*@`, "gi"), "$1");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
