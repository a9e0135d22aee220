import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { MeProvider, useMe } from "@/app/_lib/session/me";
import { openPage } from "@/test/support/dom/page";
import { NameForm } from "./name-form";

let rename = (_: string) => {};

/** The form in a page that the server renders anew with a name changed elsewhere. */
function Scene() {
  const me = useMe();
  const [name, setName] = useState(me.name);
  rename = setName;
  return (
    <MeProvider me={{ ...me, name }}>
      <NameForm />
    </MeProvider>
  );
}

test("the own name follows a change made elsewhere, unless it is edited here, and says so then", async () => {
  const { user } = openPage(<Scene />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Your name" });
  const hint = () => screen.queryByText(/was changed elsewhere meanwhile/);
  act(() => rename("Ada Lima"));
  expect(field.value).toBe("Ada Lima");
  expect(hint()).toBeNull();
  await user.type(field, " Costa");
  act(() => rename("Ada Silva"));
  expect(field.value).toBe("Ada Lima Costa");
  expect(hint()).not.toBeNull();
});
