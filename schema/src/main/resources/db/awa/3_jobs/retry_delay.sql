-- How long after its nth attempt a failed job waits: base * 2^(n-1), base * n or base, plus jitter, at most max. The
-- default, base 2 s exponential with 25 % jitter and at most 24 h, is 2^n seconds. Never fails: what is not as
-- job_options leaves it counts as the default.
create or replace function awa_store.retry_delay(attempt int, backoff jsonb)
returns interval
language sql
volatile
as $$
  select make_interval(secs => least(
    d.secs * (1 + random() * least(coalesce(awa_store.option_seconds(backoff, 'jitter'), 0.25), 1)),
    coalesce(awa_store.option_seconds(backoff, 'max'), 86400)))
  from (
    select b.base * case backoff -> 'kind'
      when '"linear"' then b.attempt
      when '"fixed"' then 1
      else power(2::float8, least(b.attempt - 1, 60))
    end
    from (
      select coalesce(awa_store.option_seconds(backoff, 'base'), 2), greatest(coalesce(attempt, 1), 1)
    ) b (base, attempt)
  ) d (secs);
$$;

call awa_store.publish('awa_store.retry_delay');
