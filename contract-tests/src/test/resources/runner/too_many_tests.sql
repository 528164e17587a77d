set search_path = tap;
select plan(1);
select ok(true, 'planned');
select ok(true, 'not planned');
select * from finish();
