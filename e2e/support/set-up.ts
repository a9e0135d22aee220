import { buildIfStale } from "../../scripts/build.js";
import { prepareDemo } from "./demo";

/** Builds and makes the demo before the workers start, which would otherwise do it at the same time. */
export default async function setUp(): Promise<() => Promise<void>> {
  await buildIfStale();
  return prepareDemo();
}
