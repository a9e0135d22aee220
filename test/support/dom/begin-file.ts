// Of each file of the project `dom`, which share a worker and a document: a page ends with its test.
import { configure } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";
import { closePage } from "./page";

configure({ asyncUtilTimeout: 30_000 });
afterEach(closePage);
// A module that is loaded after its file has ended can't be loaded by the next one.
afterAll(() => vi.dynamicImportSettled());
