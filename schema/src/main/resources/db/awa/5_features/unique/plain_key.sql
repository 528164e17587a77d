-- The key that a unique_by of one of the two usual forms, {"key": text} or {"args": true}, stands for: it holds in all
-- states before the end, and who holds it is answered. Null for any other form, or if the key takes more than a look at
-- these texts: key_parts reads that, and derives the same key. kind and args are those of a sound job; args are null
-- where the caller gave null. One expression, so that it is planned as part of its caller.
create or replace function awa_store.plain_key(unique_by jsonb, kind text, args jsonb)
returns bytea
language sql
stable
as $$
  select case
    when jsonb_typeof(unique_by -> 'key') = 'string' then
      case
        when octet_length(unique_by ->> 'key') <= 4096 and unique_by - 'key' = '{}'
          then awa_store.digest_of(to_json(kind)::text, null, null, null, (unique_by -> 'key')::text)
      end
    when unique_by = '{"args": true}' and jsonb_typeof(args) <> 'null' and not awa_store.may_have_zeros(args::text)
      then awa_store.digest_of(to_json(kind)::text, null, args::text, null, null)
  end;
$$;

call awa_store.publish('awa_store.plain_key');
