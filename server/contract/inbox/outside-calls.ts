import type { ChannelFinding, ChannelPairing, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import type { ListedTemplates } from "@/server/contract/channel/channel-template";
import type { EvolutionSettings } from "@/server/domain/inbox/evolution";
import type { CheckEvolutionInput } from "./evolution";
import type { CallbackTestDto, TestCallDto, TestedInbox } from "./test-call";

/** The calls that leave this process for an integration check. Only `countCall` throws. */
export type OutsideCalls = {
  /**
   * Called before each of the others but `pairChannel`. Refuses `request.rate_limited` when there were too many for
   * this inbox.
   */
  countCall(inboxId: number): void;
  checkChannel(connected: ConnectedInbox): Promise<ChannelFinding[]>;
  /** Null: the channel connects no phone. Not counted: a screen reads it again and again. */
  pairChannel(connected: ConnectedInbox): Promise<ChannelPairing | null>;
  /** The templates of an inbox's provider, as they were within the last minutes; counts its calls itself. May refuse `request.rate_limited`. */
  listTemplates(connected: ConnectedInbox): Promise<ListedTemplates>;
  testCallback(tested: TestedInbox): Promise<CallbackTestDto>;
  /** `settings` is null where the answer is none of Evolution's. */
  readEvolution(
    input: CheckEvolutionInput,
  ): Promise<{ call: TestCallDto; settings: EvolutionSettings | null }>;
};
