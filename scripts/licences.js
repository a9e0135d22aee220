// `npm run licences`: writes THIRD_PARTY.md, the licences of all production packages of the lock file and of the images and fonts
// of the product. Exits with 1 if one has a licence that is not allowed. A test compares the file with its sources.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(fileURLToPath(import.meta.url), "../..");
export const FILE = "THIRD_PARTY.md";

/** Licences whose conditions a self-hosted product meets by naming them; with those that ask for more, why they are met. */
const ALLOWED = {
  "0BSD": "",
  "Apache-2.0": "",
  "BSD-2-Clause": "",
  "BSD-3-Clause": "",
  "BlueOak-1.0.0": "",
  "CC-BY-4.0": "data, named here with its author's package",
  ISC: "",
  MIT: "",
  "MIT-0": "",
  "OFL-1.1": "a font, not sold by itself",
  Unlicense: "",
  "EPL-2.0": "a package of its own, unchanged",
  "LGPL-3.0-or-later": "a shared library of its own, unchanged, which can be replaced",
  "MPL-2.0": "files of their own, unchanged",
};

/** The images and fonts that the product serves, beside those inside packages. */
export const OWN_FILES = [
  "app/apple-icon.png",
  "app/favicon.ico",
  "app/icon.svg",
  "public/icons/badge-96.png",
  "public/icons/icon-192.png",
  "public/icons/icon-512.png",
  "public/icons/maskable-512.png",
];

/** The packages that bring images, fonts or emoji to screens. */
const ASSETS = {
  "@fontsource-variable/inter": "the font Inter",
  "emojibase-data": "names and groups of emoji; the pictures are the system's own",
  "lucide-react": "icons",
  "swagger-ui-dist": "the page of the API's reference, with its icons",
};

/**
 * The production packages of a lock file, by name and version; `devOptional` ones are there where an optional peer asks for them.
 * @returns {{ name: string, version: string, licence: string }[]}
 */
export function productionPackages(lock) {
  const found = new Map();
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === "" || entry.dev || entry.link) continue;
    const name = entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const licence = entry.license ?? "none stated";
    found.set(`${name}@${entry.version}`, { name, version: entry.version, licence });
  }
  return [...found.values()].sort((a, b) =>
    a.name === b.name ? compare(a.version, b.version) : compare(a.name, b.name),
  );
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Whether one licence of each alternative is allowed: `MIT AND (ISC OR GPL-3.0)`. */
export function isAllowed(licence) {
  const tokens = licence.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const term = () => {
    if (tokens[at] !== "(") return Object.hasOwn(ALLOWED, tokens[at++] ?? "");
    at += 1;
    const inner = either();
    return tokens[at++] === ")" && inner;
  };
  const both = () => {
    let all = term();
    while (/^and$/i.test(tokens[at] ?? "")) {
      at += 1;
      all = term() && all;
    }
    return all;
  };
  const either = () => {
    let any = both();
    while (/^or$/i.test(tokens[at] ?? "")) {
      at += 1;
      any = both() || any;
    }
    return any;
  };
  return either() && at === tokens.length;
}

/**
 * The packages with a licence that is not allowed.
 * @param {{ name: string, version: string, licence: string }[]} packages
 */
export const refusedPackages = (packages) => packages.filter(({ licence }) => !isAllowed(licence));

/** The text of THIRD_PARTY.md. */
export function describeLicences(packages) {
  const versionOf = (name) => packages.find((one) => one.name === name);
  const assets = Object.entries(ASSETS).flatMap(([name, what]) => {
    const found = versionOf(name);
    return found ? [`| ${what} | ${name} | ${found.licence} |`] : [];
  });
  const conditions = Object.entries(ALLOWED).flatMap(([licence, why]) => (why ? `- ${licence}: ${why}` : []));
  return `# Third-party licences

\`npm run licences\` writes this file from \`package-lock.json\`. It lists every package that runs in production; those for single
systems or processors are installed there only. The text of a licence is in its package.

Licences that ask for more than to be named:

${conditions.join("\n")}

## Images and fonts

| what | from | licence |
|---|---|---|
${assets.join("\n")}
| ${OWN_FILES.map((file) => `\`${file}\``).join(", ")} | Tickline's own mark | MIT, with Tickline |

## Packages

| package | version | licence |
|---|---|---|
${packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`).join("\n")}
`;
}

export const readLock = () => JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = productionPackages(readLock());
  writeFileSync(join(ROOT, FILE), describeLicences(packages));
  for (const { name, version, licence } of refusedPackages(packages))
    process.stderr.write(`${name} ${version}: the licence ${licence} is not allowed\n`);
  process.exitCode = refusedPackages(packages).length > 0 ? 1 : 0;
}
