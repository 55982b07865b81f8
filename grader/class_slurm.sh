#!/bin/sh
# One task of a class's job array, as class_slurm.c submits it:
#
#   class_slurm.sh KATA OUT PHASE ARGUMENTS…
#
# Where a node does not see what all share there is no place to say so but the exit status. A shared
# folder may be a minute late.
kata=$1 kept=$2/.mlkata
tries=60
until [ -d "$kept/slurm" ] && [ -e "$kept/seed" ] && [ -e "$kept/machine" ]; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || exit 71
    sleep 1
done
[ -x "$kata" ] || exit 72
exec >"$kept/slurm/$3.$SLURM_ARRAY_TASK_ID" 2>&1
shift 3
exec "$kata" "$@"
