-- Refuses an ordering key that no job can have, before it is hashed.
-- Errors: AW001, AW003.
create or replace function awa_store.check_ordering_key(key text)
returns void
language plpgsql
immutable
parallel safe
as $$
begin
  if key is null then
    raise exception using
      errcode = 'AW001', message = 'key must not be null', hint = 'Pass the ordering key of the job.';
  end if;
  if octet_length(key) > 500 then
    raise exception using
      errcode = 'AW003',
      message = format('key %s... is longer than 500 bytes', left(key, 40)),
      hint = 'No job has such an ordering key. Use a shorter one, or a hash of it.';
  end if;
end
$$;

call awa_store.publish('awa_store.check_ordering_key');
