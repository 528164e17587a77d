-- What is wrong with the stored options of a job: null, or a sentence. job_options stores none that has a fault; a row
-- that was written by hand, or by a later version, may. Keys that are not known are left alone. Strict, so that it is
-- not even called for a job without options.
create or replace function awa_store.options_fault(options jsonb)
returns text
language plpgsql
stable
strict
as $$
declare
  v_backoff jsonb := options -> 'backoff';
  v_key text;
begin
  if jsonb_typeof(options) <> 'object' then
    return format('options must be a JSON object, not %s', awa_store.excerpt(options));
  end if;
  v_key := case
    when options ? 'timeout' and awa_store.option_seconds(options, 'timeout') is null then 'timeout'
    when options ? 'keep' and awa_store.option_seconds(options, 'keep') is null then 'keep'
    when options ? 'start_by' and awa_store.option_time(options, 'start_by') is null then 'start_by'
    when options ? 'concurrency_key' and not (
        case jsonb_typeof(options -> 'concurrency_key')
          when 'string' then length(options ->> 'concurrency_key') between 1 and 200
          else false
        end)
      then 'concurrency_key'
    when options ? 'concurrency_limit' and awa_store.option_count(options, 'concurrency_limit', 10000) is null
      then 'concurrency_limit'
    when options ? 'limits' and jsonb_typeof(options -> 'limits') <> 'array' then 'limits'
    when options ? 'on_parent_failure'
        and options -> 'on_parent_failure' not in ('"cancel"', '"run"', '"fail"')
      then 'on_parent_failure'
    when v_backoff is not null and jsonb_typeof(v_backoff) <> 'object' then 'backoff'
    when v_backoff ? 'kind' and v_backoff -> 'kind' not in ('"exponential"', '"linear"', '"fixed"') then 'backoff'
    when v_backoff ? 'base' and awa_store.option_seconds(v_backoff, 'base') is null then 'backoff'
    when v_backoff ? 'max' and awa_store.option_seconds(v_backoff, 'max') is null then 'backoff'
    when v_backoff ? 'jitter' and coalesce(awa_store.option_seconds(v_backoff, 'jitter'), 2) > 1 then 'backoff'
  end;
  return case
    when v_key is not null then format('option %s cannot be read: %s', v_key, awa_store.excerpt(options -> v_key))
  end;
end
$$;

call awa_store.publish('awa_store.options_fault');
