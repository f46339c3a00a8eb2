"""The tables that keep what grouping articles into reports has worked out; all can be made anew."""

from __future__ import annotations

import sqlalchemy as sa

MIGRATION = (
    """CREATE TABLE report_articles (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL,
        linked INTEGER NOT NULL)""",
    "CREATE TABLE report_features (number INTEGER PRIMARY KEY, packed BYTEA NOT NULL)",
    "CREATE TABLE report_meanings (number INTEGER PRIMARY KEY, packed BYTEA NOT NULL)",
    "CREATE TABLE report_keys (number BIGINT PRIMARY KEY, packed BYTEA NOT NULL)",
    "CREATE TABLE report_common (number BIGINT PRIMARY KEY, held INTEGER NOT NULL)",
    "CREATE TABLE report_links (number INTEGER PRIMARY KEY, packed BYTEA NOT NULL)",
    "CREATE TABLE report_members (number INTEGER PRIMARY KEY, first INTEGER NOT NULL)",
    "CREATE INDEX report_members_first ON report_members (first)",
    "CREATE TABLE report_found (number INTEGER PRIMARY KEY, payload TEXT NOT NULL)",
    "CREATE TABLE report_state (rules TEXT NOT NULL, edition INTEGER NOT NULL)",
    "DELETE FROM derived WHERE kind IN ('grouping', 'vector')",
)
"""Articles are numbered as in ``articles``; a report goes by the number of its first one.

A row of ``report_keys`` holds the number, the first and the last day of each article that holds
the key; one of ``report_links`` the number and the likeness of each article linked to one; an
article that isn't ``linked`` yet only had its features worked out.
"""

metadata = sa.MetaData()


def _numbered(name: str, *columns: sa.Column[str] | sa.Column[int] | sa.Column[bytes]) -> sa.Table:
    number = sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False)
    return sa.Table(name, metadata, number, *columns)


articles = _numbered(
    "report_articles",
    sa.Column("id", sa.Text),
    sa.Column("stamp", sa.Text),
    sa.Column("linked", sa.Integer),
)
features = _numbered("report_features", sa.Column("packed", sa.LargeBinary))
meanings = _numbered("report_meanings", sa.Column("packed", sa.LargeBinary))
keys = _numbered("report_keys", sa.Column("packed", sa.LargeBinary))
common = _numbered("report_common", sa.Column("held", sa.Integer))
links = _numbered("report_links", sa.Column("packed", sa.LargeBinary))
members = _numbered("report_members", sa.Column("first", sa.Integer))
found = _numbered("report_found", sa.Column("payload", sa.Text))
state = sa.Table(
    "report_state", metadata, sa.Column("rules", sa.Text), sa.Column("edition", sa.Integer)
)

OF_ARTICLES = (articles, features, meanings, links, members, found)
ALL = (*OF_ARTICLES, keys, common)
