// With TEST_LONG every route gets every hostile body; `npm test` draws a part of them.
import "@/test/guarantees/edges/cost.isolated.matrix.test";
