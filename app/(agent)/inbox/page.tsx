import { InboxScreen } from "@/app/_inbox/inbox-screen";
import { requirePageCaller } from "@/app/_lib/session/session";

type InboxPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function InboxPage({ searchParams }: InboxPageProps) {
  await requirePageCaller(`/inbox?${new URLSearchParams(firstOfEach(await searchParams))}`);
  return <InboxScreen />;
}

const firstOfEach = (params: Record<string, string | string[] | undefined>): [string, string][] =>
  Object.entries(params).flatMap(([name, value]): [string, string][] => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[name, first]];
  });
