# compare.awk EXPECTED ACTUAL: for each program, whether what it printed is what it should.
FNR == 1 { file++; index_now = "none" }
/^program / { index_now = $2; if (file == 1) order[++count] = index_now }
{ text[file, index_now] = text[file, index_now] $0 "\n" }
END {
    for (k = 1; k <= count; k++)
        print order[k], text[1, order[k]] == text[2, order[k]] ? "passed" : "failed"
}
