select '1..2';
select 'ok 1 - fine';
select 'ok 1 - again';
