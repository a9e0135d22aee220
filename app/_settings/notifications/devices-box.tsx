"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useDeviceName } from "@/app/_settings/profile/use-device-name";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { desktopSwitch } from "@/app/_shell/notifications/alert-choices";
import { unsubscribe } from "@/app/_shell/notifications/push";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { PushDeviceDto } from "@/server/contract/member/notification-settings";

/** The member's browsers that show notifications while Tickline is closed: each can be tested and removed. */
export function DevicesBox() {
  const t = useTranslations("settings.profile.alerts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data } = useQuery({ ...trpc.notificationSettings.devices.queryOptions(), ...READ_ON_RETURN });
  const onError = (error: unknown) => warn({ text: t("deviceFailed"), detail: errorText(error) });
  const remove = useSaveMutation(
    trpc.notificationSettings.removeDevice.mutationOptions({ onError }),
    trpc.notificationSettings.devices.queryFilter(),
  );
  const test = useMutation(
    trpc.notificationSettings.testDevice.mutationOptions({
      onError,
      onSuccess: () => notify({ text: t("testSent") }),
    }),
  );
  const end = async ({ id, isThisSession }: PushDeviceDto) => {
    if (isThisSession) {
      desktopSwitch.set(false);
      await unsubscribe();
    }
    remove.mutate({ deviceId: id });
  };
  if (!data || data.devices.length === 0) return null;
  return (
    <section aria-labelledby="push-devices">
      <h3 id="push-devices" className="mb-2 font-medium">
        {t("devices")}
      </h3>
      <ul aria-label={t("devices")} className="overflow-hidden rounded-m border border-line">
        {data.devices.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            isBusy={remove.isPending || test.isPending}
            onTest={() => test.mutate({ deviceId: device.id })}
            onRemove={() => void end(device)}
          />
        ))}
      </ul>
    </section>
  );
}

type DeviceRowProps = {
  device: PushDeviceDto;
  isBusy: boolean;
  onTest: () => void;
  onRemove: () => void;
};

function DeviceRow({ device, isBusy, onTest, onRemove }: DeviceRowProps) {
  const t = useTranslations("settings.profile.alerts");
  const p = useTranslations("settings.profile");
  const times = useTimes();
  const name = useDeviceName()(device.agent);
  const { createdAt, sentAt, error, isThisSession } = device;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1 basis-40">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium" title={device.agent}>
            {name}
          </span>
          {isThisSession ? <Chip tone="ok">{p("thisSession")}</Chip> : null}
        </span>
        <span className="block text-muted text-sm">
          {sentAt
            ? t("deviceSent", { at: times.moment(sentAt) })
            : t("deviceAdded", { at: times.moment(createdAt) })}
        </span>
        {error ? <span className="block text-bad text-sm">{t("deviceError", { error })}</span> : null}
      </span>
      <Button size="sm" disabled={isBusy} aria-label={t("testOf", { device: name })} onClick={onTest}>
        {t("test")}
      </Button>
      <Button size="sm" disabled={isBusy} aria-label={t("removeOf", { device: name })} onClick={onRemove}>
        {t("remove")}
      </Button>
    </li>
  );
}
