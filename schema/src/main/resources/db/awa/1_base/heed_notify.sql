-- Heeds the option notify: from where it is false on, nobody is notified in this transaction, by the setting
-- awa.notify, so that the transaction can be prepared whoever sleeps. Workers come to know by themselves.
-- Errors: AW001.
create or replace function awa_store.heed_notify(opts jsonb)
returns void
language plpgsql
volatile
as $$
begin
  if not awa_store.option_boolean(opts, 'notify', true) then
    perform set_config('awa.notify', 'off', true);
  end if;
end
$$;

call awa_store.publish('awa_store.heed_notify');
