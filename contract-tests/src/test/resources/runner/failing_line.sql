set search_path = tap;
select plan(2);
select ok(true, 'fine');
select is(1, 2, 'one is two');
select * from finish();
