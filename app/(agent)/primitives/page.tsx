import type { Metadata } from "next";
import { requirePageCaller } from "@/app/_lib/session/session";
import { Specimens } from "@/app/_ui/specimens/specimens";

export const metadata: Metadata = { title: "Primitives" };

/** For developers of screens: no link leads to this page. Its words are the components' names. */
export default async function PrimitivesPage() {
  await requirePageCaller("/primitives");
  return <Specimens />;
}
