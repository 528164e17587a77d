-- Appends an error to a job's list, newest last; keeps the newest 20, and 8000 characters of each and 200 of its class,
-- if it has one. Never fails: what is no list counts as an empty one.
create or replace function awa_store.with_error(
  errors jsonb,
  attempt int,
  failed_at timestamptz,
  error text,
  class text default null
)
returns jsonb
language sql
stable
as $$
  select case
      when jsonb_typeof(errors) = 'array' then
        case when jsonb_array_length(errors) >= 20 then errors - 0 else errors end
      else '[]'
    end
    || (
      jsonb_build_object(
        'attempt', attempt,
        'at', awa_store.utc(failed_at),
        'error', case
          when length(error) > 8000 then left(error, 8000) || format(' ... (%s characters)', length(error))
          else error
        end)
      || case when class <> '' then jsonb_build_object('class', left(class, 200)) else '{}' end);
$$;

call awa_store.publish('awa_store.with_error');
