-- An id nobody can guess, the versions, and the times to keep.
set search_path = tap;
select plan(4);

create temp table made as select * from awa.register_worker() union all select * from awa.register_worker('named', '{a,b}')
  union all select * from awa.register_worker(opts => '{"heartbeat_every": "2 s", "dead_after": "10 s", "info": {"host": "h"}}');
select is((select count(distinct worker_id)::int from made), 3, 'each has its own id');
select results_eq('select distinct contract_version, schema_version from made',
  'select awa.contract_version(), awa.schema_version()', 'the versions are those of the database');
select is((select count(*)::int from made where heartbeat_ms = 5000 and dead_after_ms = 15000), 2, 'times by default');
select is((select count(*)::int from made where heartbeat_ms = 2000 and dead_after_ms = 10000), 1, 'times on request');

select * from finish();
