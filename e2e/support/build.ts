import { buildIfStale } from "../../scripts/build.js";

/** Builds before the workers start, who would else build at once. */
export default buildIfStale;
