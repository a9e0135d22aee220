import { screen } from "@testing-library/react";
import { useState } from "react";
import { test } from "vitest";
import { MeProvider, useMe } from "@/app/_lib/session/me";
import { bulkOperation } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { useBulk } from "./use-bulk";

function Bulk() {
  const { change, running } = useBulk(() => {});
  const begin = () => change({ action: "status", params: { signal: "resolve" } }, { displayIds: [1] });
  return (
    <button type="button" onClick={() => void begin()}>
      {running ? "Running" : "Resolve"}
    </button>
  );
}

/** A tab in which another member signs in. */
function Tab() {
  const me = useMe();
  const [id, setId] = useState(1);
  return (
    <MeProvider key={id} me={{ ...me, id }}>
      <button type="button" onClick={() => setId(3 - id)}>
        Change member
      </button>
      <Bulk />
    </MeProvider>
  );
}

test("a bulk operation is resumed for the member who began it, and not for another in the same tab", async () => {
  let bulk = bulkOperation;
  const { user } = openPage(<Tab />, { answers: { "bulk.start": () => bulk, "bulk.get": () => bulk } });
  await user.click(screen.getByRole("button", { name: "Resolve" }));
  await screen.findByRole("button", { name: "Running" });
  await user.click(screen.getByRole("button", { name: "Change member" }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  screen.getByRole("button", { name: "Resolve" });
  await user.click(screen.getByRole("button", { name: "Change member" }));
  await screen.findByRole("button", { name: "Running" });
  bulk = { ...bulkOperation, state: "completed", version: bulkOperation.version + 1 };
  await screen.findByRole("button", { name: "Resolve" }, { timeout: 4_000 }); // it is read again every two seconds
});
