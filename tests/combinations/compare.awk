# compare.awk EXPECTED ACTUAL: for each program, whether what it printed is what it should, line by line.
FNR == 1 { file++; index_now = "none" }
/^program / { index_now = $2; if (file == 1) order[++count] = index_now }
file == 1 { expected[index_now, ++length_of[index_now]] = $0; next }
{ if (expected[index_now, ++seen[index_now]] != $0) differs[index_now] = 1 }
END {
    for (k = 1; k <= count; k++)
        print order[k], seen[order[k]] == length_of[order[k]] && !(order[k] in differs) ? "passed" : "failed"
}
