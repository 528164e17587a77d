-- A cancellation's reason of at most 1000 characters.
-- Errors: AW003.
create or replace function awa_store.checked_reason(reason text)
returns text
language plpgsql
immutable
as $$
begin
  if length(reason) > 1000 then
    raise exception using
      errcode = 'AW003',
      message = format('reason %s... is longer than 1000 characters', left(reason, 40)),
      hint = 'Use a shorter reason.';
  end if;
  return reason;
end
$$;

call awa_store.publish('awa_store.checked_reason');
