// Of each file of the project `dom`, which share a worker and a document: a page ends with its test.
import { configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { closePage } from "./page";

configure({ asyncUtilTimeout: 15_000 });
afterEach(closePage);
