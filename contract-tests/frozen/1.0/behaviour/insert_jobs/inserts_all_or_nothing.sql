-- One bad element is named by its position, and nothing is inserted.
set search_path = tap;
select plan(3);

select refuses($$select awa.insert_jobs('[{"kind": "a"}, {"kind": "b"}, {"kind": "c", "max_attempts": 0}]')$$, 'AW001',
  '%3%max_attempts%0%', 'the bad element is the third');
select is_empty('select * from awa.jobs', 'the good ones are not inserted');
select is_empty($$select * from awa.claim_jobs(worker(), max_jobs => 10)$$, 'nor handed out');

select * from finish();
