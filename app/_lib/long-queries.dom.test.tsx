import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import { openPage } from "@/test/support/dom/page";

const labels = Array.from({ length: 50 }, (_, at) => `退款与换货 ${at}`);
const anyOf = Array.from({ length: 10 }, () => ({ labels }));

function List() {
  const { data } = useQuery(useTRPC().conversations.list.queryOptions({ anyOf, limit: 50 }));
  return <p>{data ? "listed" : "loading"}</p>;
}

test("a list with more conditions than a URL has room for is read", async () => {
  const { inputsOf } = openPage(<List />, {
    answers: { "conversations.list": () => ({ data: [], nextCursor: null }) as never },
  });
  await screen.findByText("listed");
  expect(inputsOf("conversations.list")).toEqual([{ anyOf, limit: 50 }]);
});
