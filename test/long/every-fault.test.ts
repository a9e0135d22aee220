// With TEST_LONG each statement of each case fails in turn; `npm test` draws a part of them.
import "@/test/guarantees/laws/every-command.matrix.test";
import "@/test/guarantees/laws/paths/paths.matrix.test";
