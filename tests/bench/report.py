"""What every program of the bench has in common: its options, its table and its verdicts."""

import argparse

from measure import middle, ratio
from page import machine, write


def arguments(word, description):
    """A parser with the options that all have."""
    parser = argparse.ArgumentParser(prog=f"tests/bench/run {word}", description=description)
    parser.add_argument("--quick", action="store_true", help="short rounds, to try it out")
    parser.add_argument("--check", action="store_true", help="exit code 1 if a goal is missed")
    parser.add_argument("--write", metavar="PAGE", help="put the figures into this page")
    return parser


def at_most(what, value, limit, form="{:.2f}"):
    """A goal as (text, whether it is met)."""
    return f"{what} {form.format(value)}, at most {limit}", value <= limit


def at_least(what, value, limit, form="{:.2f}"):
    """A goal as (text, whether it is met)."""
    return f"{what} {form.format(value)}, at least {limit}", value >= limit


def conclude(options, name, compared, parts, goals):
    """Prints all of it, puts it between the markers of that name; the exit code.

    `compared` says what else was measured, `parts` are tables: lists of lines.
    """
    verdicts = [f"- {what}: {'met' if met else 'MISSED'}" for what, met in goals]
    heading = machine() + "".join(f"; {other}" for other in (compared,) if other) + "."
    blocks = [heading, *("\n".join(part) for part in (*parts, verdicts) if part)]
    text = "\n\n".join(blocks)
    print(text)
    if options.write:
        write(options.write, name, text)
    return 1 if options.check and not all(met for _, met in goals) else 0


def cpu_table(found, references, heading="", unit="request"):
    """Processor time of each side, and its ratio to some of them: {title: name of a side}."""
    titles = "".join(f" to {title} |" for title in references)
    rows = [
        f"| {heading} | CPU per {unit} | outside the kernel | in the kernel | {unit}s/s |{titles}",
        "| --- | ---: | ---: | ---: | ---: |" + " ---: |" * len(references),
    ]
    for name, results in found.items():
        total, user = middle(r.micros for r in results), middle(r.user_micros for r in results)
        rate = middle(r.per_second for r in results)
        ratios = (ratio(results, found[other], "micros") for other in references.values())
        rows.append(
            f"| {name} | {total:.1f} µs | {user:.1f} µs | {total - user:.1f} µs | {rate:,.0f} |"
            + "".join(f" {r:.2f} |" for r in ratios)
        )
    return rows
