// Ask the engines that are packages of npm how many changes they see; run in their folder.
// Usage: node ask_node.mjs CASES ANSWERS, both JSON. A case that an engine fails at is null.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [casesFile, answersFile] = process.argv.slice(2);
const here = createRequire(join(process.cwd(), "node_modules", "from.js"));
const cases = JSON.parse(readFileSync(casesFile, "utf8"));
const identity = (item) => item?.name ?? item?.key ?? item?.id ?? item?.metadata?.name;

function deltas(found) {
  if (found === undefined) return 0;
  if (Array.isArray(found)) return 1;
  return Object.entries(found).reduce((sum, [key, value]) => sum + (key === "_t" ? 0 : deltas(value)), 0);
}

const engines = {
  jsondiffpatch: (module) => {
    const differ = module.create({ objectHash: (item, index) => identity(item) ?? `$${index}` });
    return (one, two) => deltas(differ.diff(one, two));
  },
  "json-diff-ts": (module) => (one, two) => {
    const options = { embeddedObjKeys: new Map([[/.*/, "name"]]), treatTypeChangeAsReplace: false };
    return module.atomizeChangeset(module.diff(one, two, options)).length;
  },
};

const answers = [];
for (const [engine, make] of Object.entries(engines)) {
  try {
    const about = JSON.parse(readFileSync(join(process.cwd(), "node_modules", engine, "package.json"), "utf8"));
    let entry;
    try {
      entry = here.resolve(engine);
    } catch {
      entry = join(process.cwd(), "node_modules", engine, about.exports["."].import ?? about.main);
    }
    const count = make(await import(pathToFileURL(entry)));
    const counts = cases.map(([one, two]) => {
      try {
        return count(one, two);
      } catch {
        return null;
      }
    });
    answers.push({ engine, version: about.version, counts });
  } catch (error) {
    console.error(`${engine}: ${error.message}`);
  }
}
writeFileSync(answersFile, JSON.stringify(answers));
