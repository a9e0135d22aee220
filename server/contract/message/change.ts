export {
  type Change,
  type ChangeRefusal,
  whyNotChanged,
} from "@/server/domain/message/edit";
