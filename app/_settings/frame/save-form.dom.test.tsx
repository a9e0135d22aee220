import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { Field } from "@/app/_ui/field";
import { SegmentedField } from "@/app/_ui/segmented";
import { openPage } from "@/test/support/dom/page";
import { SaveForm } from "./save-form";

let store = (_: { name: string; city: string }) => {};
let save = (_: boolean) => {};

/** A form over what is stored, which others change too. */
function Scene() {
  const [stored, setStored] = useState({ name: "Acme", city: "Rome" });
  const [isPending, setPending] = useState(false);
  store = setStored;
  save = setPending;
  return (
    <SaveForm label="Shop" save="Save" saving={{ error: null, isPending }} onSave={() => setPending(true)}>
      <Field label="Name" name="name" defaultValue={stored.name} />
      <Field label="City" name="city" defaultValue={stored.city} />
    </SaveForm>
  );
}

const field = (name: string) => screen.getByRole("textbox", { name });
const hint = () => screen.queryByText(/was changed elsewhere meanwhile/);

test("a form says when others have changed a field that is edited in it, until it is saved", async () => {
  const { user } = openPage(<Scene />);
  await user.type(field("Name"), " Ltd");
  act(() => store({ name: "Acme", city: "Oslo" }));
  expect(hint()).toBeNull();
  expect(field("City")).toHaveProperty("value", "Oslo");
  act(() => store({ name: "Acme Inc", city: "Oslo" }));
  expect(hint()).not.toBeNull();
  expect(field("Name")).toHaveProperty("value", "Acme Ltd");
  await user.click(screen.getByRole("button", { name: "Save" }));
  act(() => {
    store({ name: "Acme Ltd", city: "Oslo" });
    save(false);
  });
  expect(hint()).toBeNull();
});

test("a field that nobody has edited shows what others store in it", async () => {
  openPage(<Scene />);
  for (const city of ["Oslo", "Lima"]) {
    act(() => store({ name: "Acme", city }));
    expect(field("City")).toHaveProperty("value", city);
  }
  expect(hint()).toBeNull();
});

test("what a form itself saves overtakes nothing", async () => {
  const { user } = openPage(<Scene />);
  await user.type(field("Name"), " Ltd ");
  await user.click(screen.getByRole("button", { name: "Save" }));
  act(() => store({ name: "Acme Ltd", city: "Rome" }));
  expect(hint()).toBeNull();
  act(() => save(false));
  expect(hint()).toBeNull();
  expect(field("Name")).toHaveProperty("value", "Acme Ltd");
});

let storePace = (_: { pace: string; sizes: number[] }) => {};

/** A form whose choices are not fields of their own. */
function Choices() {
  const [stored, setStored] = useState({ pace: "slow", sizes: [1] });
  storePace = setStored;
  const { edits, edit, isOvertaken } = useEdits(stored);
  return (
    <SaveForm
      label="Shop"
      save="Save"
      saving={{ error: null, isPending: false }}
      onSave={() => {}}
      isOvertaken={isOvertaken}
    >
      <SegmentedField
        label="Pace"
        value={edits.pace ?? stored.pace}
        onChange={(pace) => edit({ pace, sizes: [1, 2] })}
        options={["slow", "even", "fast"].map((value) => ({ value, label: value }))}
      />
    </SaveForm>
  );
}

test("a form says when others have stored another choice than the one chosen in it, until both are the same", async () => {
  const { user } = openPage(<Choices />);
  act(() => storePace({ pace: "even", sizes: [1] }));
  expect(hint()).toBeNull();
  await user.click(screen.getByRole("radio", { name: "fast" }));
  act(() => storePace({ pace: "even", sizes: [1, 3] })); // of a list of ids both changes are kept
  expect(hint()).toBeNull();
  act(() => storePace({ pace: "slow", sizes: [1, 3] }));
  expect(hint()).not.toBeNull();
  await user.click(screen.getByRole("radio", { name: "slow" }));
  expect(hint()).toBeNull();
  await user.click(screen.getByRole("radio", { name: "fast" }));
  expect(hint()).not.toBeNull();
  act(() => storePace({ pace: "fast", sizes: [1, 3] }));
  expect(hint()).toBeNull();
});
