-- NULL for an argument means its default.
set search_path = tap;
select plan(6);

create temp table made as select * from awa.insert_job('email', args => null, queue => null, priority => null,
  run_at => null, max_attempts => null, unique_by => null, ordering_key => null, tags => null, metadata => null,
  opts => null);
create temp table job as select * from awa.get_job((select id from made));

select is((select state from made), 'available', 'run_at: now');
select is((select queue_name from made), 'default', 'queue: default');
select is((select args from job), '{}', 'args: an empty object');
select is((select priority from job), 2, 'priority: 2');
select is((select max_attempts from job), 25, 'max_attempts: 25');
select ok((select tags = '{}' and metadata = '{}' from job), 'tags and metadata: none');

select * from finish();
