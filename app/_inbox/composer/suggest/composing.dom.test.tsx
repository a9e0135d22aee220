import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { EditBox } from "@/app/_inbox/thread/actions/edit-box";
import { PersonSearch } from "@/app/_shared/contact/person-search";
import { AddressField } from "@/app/_shared/mail/address-field";
import { openComposer } from "@/test/support/dom/composer";
import { openPage } from "@/test/support/dom/page";
import { aMember, aMessage } from "@/test/support/scenes/dtos";

/** A key as Safari reports it once it has ended a composition; whether the field leaves it to the input method. */
const isLeft = (field: HTMLElement, key: string) =>
  fireEvent.keyDown(field, { key, keyCode: 229, isComposing: false });

test.each(["Enter", "ArrowDown"])("%s that ends a composition in Safari mentions nobody", async (key) => {
  Object.defineProperty(document, "execCommand", { value: () => false, configurable: true });
  const { user, inputsOf } = openComposer({
    "members.list": () => [aMember({ id: 2, name: "张伟", role: "administrator", state: "active" })],
  });
  await user.click(await screen.findByRole("button", { name: "Note" }));
  const field = screen.getByRole("textbox", { name: /note/i });
  await user.type(field, "@张");
  await screen.findByRole("option", { name: /张伟/ });
  expect(isLeft(field, key)).toBe(true);
  expect(field).toHaveProperty("value", "@张");
  Reflect.deleteProperty(document, "execCommand");
  await user.clear(field);
  await expect.poll(() => inputsOf("presence.type").at(-1)).toMatchObject({ isTyping: false });
});

test("Enter that ends a composition in Safari adds no address", async () => {
  const onChange = vi.fn();
  const field = <AddressField label="To" addresses={[]} present={[]} own={[]} onChange={onChange} />;
  const { user } = openPage(field);
  await user.type(screen.getByRole("textbox", { name: "To" }), "li@mail.example");
  isLeft(screen.getByRole("textbox", { name: "To" }), "Enter");
  expect(onChange).not.toHaveBeenCalled();
});

test("Enter that ends a composition in Safari chooses nobody", () => {
  openPage(<PersonSearch label="Name" hint="" found="Found" onChoose={() => {}} />);
  expect(isLeft(screen.getByRole("searchbox", { name: "Name" }), "Enter")).toBe(true);
});

test("Escape that ends a composition in Safari does not end the edit of a message", async () => {
  const onKey = vi.fn();
  openComposer(
    { "messages.changeReach": () => ({ change: null, next: "unsent" }) as never },
    {
      thread: (
        // biome-ignore lint/a11y/noStaticElementInteractions: it notes which keys the box has left alone
        <div onKeyDown={({ key }) => onKey(key)}>
          <EditBox message={aMessage({ id: 5 })} />
        </div>
      ),
    },
  );
  isLeft(await screen.findByRole("textbox", { name: "Message text" }), "Escape");
  expect(onKey).toHaveBeenCalledWith("Escape");
});
