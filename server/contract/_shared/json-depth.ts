/** Far deeper than any request: parsers and writers of JSON are recursive, also those of Postgres. */
export const JSON_DEPTH_MAX = 64;

/** What begins or ends a level or a text. A pair with a backslash is one token, so each character is read once. */
const TOKEN = /\\.|["[\]{}]/gs;

/** Whether a JSON text is nested deeper than `JSON_DEPTH_MAX` levels, in one pass. Of a text that is no JSON it may say either. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '"') inString = !inString;
    else if (inString || token.length === 2) continue;
    else if (token === "]" || token === "}") depth -= 1;
    else depth += 1;
    if (depth > JSON_DEPTH_MAX) return true;
  }
  return false;
}
