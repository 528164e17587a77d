create or replace function awa_store.job_options_sound(opts jsonb, kind text, args jsonb)
returns boolean
language plpgsql
stable
as $$
begin
  perform awa_store.job_options(opts);
  if opts ->> 'traceparent' is not null then
    perform awa_store.trace(opts -> 'traceparent');
  end if;
  if awa_store.option_boolean(opts, 'validate') then
    perform awa_store.check_args(kind, args);
  end if;
  return true;
exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW011' then
  return false;
end
$$;

call awa_store.publish('awa_store.job_options_sound');
