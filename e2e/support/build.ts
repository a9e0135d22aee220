import { buildIfStale } from "../../scripts/build.js";

/** Builds before the workers start, which would otherwise build at the same time. */
export default buildIfStale;
