// With TEST_LONG every route gets every hostile body; `npm run e2e` draws a part of them.
import "@/test/guarantees/edges/cost.e2e.test";
