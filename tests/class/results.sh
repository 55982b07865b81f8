#!/bin/bash
# What a class's run wrote in OUT, as others read it: results.csv and all that is JSON by Python (results.py),
# every .junit.xml by xmllint, every .tap by Perl's TAP::Parser; by those of them that there are.
# Usage: tests/class/results.sh OUT; silent where all is well, status 1 where it is not.
set -u
out=$1
export LC_ALL=C.UTF-8
has() { command -v "$1" >/dev/null 2>&1; }

status=0
if has python3; then
    python3 "${BASH_SOURCE%.sh}.py" "$out" || status=1
fi
if has xmllint; then
    find "$out" -name '*.junit.xml' -print0 | xargs -0 -r xmllint --nonet --noout || status=1
fi
# It knows version 13, of which this is a part.
if has perl && perl -MTAP::Parser -e 1 2>/dev/null; then
    find "$out" -name '*.tap' -print0 | xargs -0 -r perl -MTAP::Parser -e '
        my $wrong = 0;
        for my $path (@ARGV) {
            open my $f, "<", $path or die; local $/; my $tap = <$f>; $tap =~ s/^TAP version 14$/TAP version 13/m;
            my $p = TAP::Parser->new({tap => $tap}); my ($bail, @why) = (0);
            while (my $r = $p->next) {
                $bail = 1 if $r->is_bailout;
                push @why, "unknown: " . $r->raw if $r->is_unknown && $r->raw =~ /\S/;
            }
            push @why, $p->parse_errors if !$bail;
            print "$path: $_\n" and $wrong = 1 for @why;
        }
        exit $wrong' || status=1
fi
exit $status
