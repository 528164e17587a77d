-- Counts what is long, for queue_stats, about every ten seconds; see count_long_lanes and count_histories.
create or replace function awa_store.count_for_stats(until timestamptz)
returns void
language plpgsql
volatile
as $$
begin
  update awa_store.watch w set stats_at = awa_store.clock() where w.stats_at <= awa_store.clock() - interval '10 s';
  if found then
    if awa_store.count_long_lanes(20000, until) then
      -- Goes on at once.
      update awa_store.watch w set stats_at = '-infinity';
    end if;
    perform awa_store.count_histories(20000, until);
  end if;
end
$$;

call awa_store.publish('awa_store.count_for_stats');
