import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { team } from "@/server/contract/event/sample-organising";
import { openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";
import type en from "../../../messages/en.json";
import zh from "../../../messages/zh.json";
import { TeamsScreen } from "./teams-screen";

test("a member who is added to a team leaves the others as somebody else has them meanwhile", async () => {
  const members = [aMember({ id: 1, name: "Ada Duarte" }), aMember({ id: 2, name: "Jonas Weber" })];
  const { user, inputsOf } = openPage(<TeamsScreen />, {
    answers: {
      "members.list": () => members,
      "teams.list": () => [{ ...team, memberIds: [1] }],
      "teams.update": () => team,
    },
  });
  await user.click(await screen.findByRole("button", { name: `Edit ${team.name}` }));
  await user.click(await screen.findByRole("checkbox", { name: /Jonas Weber/ }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => inputsOf("teams.update")).toEqual([{ teamId: team.id, addIds: [2] }]);
});

test("the members of a team are listed as the reader's language lists names", async () => {
  const members = [aMember({ id: 1, name: "王芳" }), aMember({ id: 2, name: "李伟" })];
  openPage(<TeamsScreen />, {
    answers: { "members.list": () => members, "teams.list": () => [{ ...team, memberIds: [1, 2] }] },
    language: { locale: "zh", messages: zh as unknown as typeof en },
  });
  await screen.findByText("\u2068王芳\u2069、\u2068李伟\u2069");
});
