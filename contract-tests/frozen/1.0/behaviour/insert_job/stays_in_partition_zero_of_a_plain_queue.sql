-- A queue that nobody partitioned has partition 0; the ordering key is kept.
set search_path = tap;
select plan(2);

create temp table made as
select i.* from generate_series(1, 20) n, awa.insert_job('x', ordering_key => 'customer-' || n) i;
select is((select array_agg(distinct partition) from made), '{0}', 'all are in partition 0');
select is((select count(distinct j.ordering_key)::int from made, awa.get_job(made.id) j), 20, 'each with its own key');

select * from finish();
