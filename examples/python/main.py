"""A walk through the producer's side of Awa: python main.py

DATABASE_URL names a database that Awa is installed in (`./awa dev` prints one), WEBHOOK_URL where to deliver to.
"""

import os
import sys

import psycopg

import shop

database = os.environ.get("DATABASE_URL")
if not database:
    sys.exit("Set DATABASE_URL to a database that Awa is installed in; `./awa dev` starts one and prints its URL.")
url = os.environ.get("WEBHOOK_URL", "http://127.0.0.1:15480/orders")


def declined() -> None:
    raise RuntimeError("card declined")


with shop.connect(database) as conn:
    shop.create_shop(conn)

    order, job = shop.place_order(conn, "Ada", 4200, url)
    print(f"order {order} and job {job['id']} ({job['state']}) were committed together")

    try:
        shop.place_order(conn, "Bob", 100, url, declined)
    except RuntimeError as error:
        print(f"{error}: neither the order nor its job exists")

    announced = shop.announce_orders(conn, [order, order, order], url)
    print("one round trip enqueued jobs " + ", ".join(str(row["id"]) for row in announced))

    first = shop.remind_to_pay(conn, order, url)
    second = shop.remind_to_pay(conn, order, url)
    print(f"reminder: job {first['id']} {first['outcome']}, then job {second['id']} {second['outcome']}")

    try:
        shop.remind_to_pay(conn, order, url, "raise")
    except psycopg.Error as error:
        print(f"{error.sqlstate}: {shop.meaning_of(error)} ({error.diag.message_primary})")

    cancelled = shop.cancel_reminder(conn, order)
    print(f"reminder {cancelled['id']} is {cancelled['state']}")
