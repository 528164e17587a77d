-- How long after its nth attempt a failed job waits: base * 2^(n-1), base * n or base, plus jitter, at most max.
-- The default, base 2 s exponential with 25 % jitter and at most 24 h, is 2^n seconds.
create or replace function awa_store.retry_delay(attempt int, backoff jsonb)
returns interval
language sql
volatile
as $$
  select make_interval(secs => least(
    d.secs * (1 + random() * coalesce((backoff ->> 'jitter')::float8, 0.25)),
    coalesce(extract(epoch from (backoff ->> 'max')::interval)::float8, 86400)))
  from (
    select b.base * case coalesce(backoff ->> 'kind', 'exponential')
      when 'exponential' then power(2::float8, least(attempt - 1, 60))
      when 'linear' then attempt
      else 1
    end
    from (select coalesce(extract(epoch from (backoff ->> 'base')::interval)::float8, 2)) b (base)
  ) d (secs);
$$;

call awa_store.publish('awa_store.retry_delay');
