# Source packages of Debian's, for the scripts that read this after lib.sh.  They are fetched at test time, by the machine's own package sources and
# of its own release, and kept in $home, which is theirs together.
home=$root/build/debian

# The machine's own package sources of its release, as sources of source packages.
write_sources() {
    . /etc/os-release
    mkdir -p "$home/sources.d" "$home/lists/partial" "$home/cache/archives/partial"
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        sed -n "s/^deb \(.* $VERSION_CODENAME\(-[a-z]*\)\{0,1\} .*\)/deb-src \1/p" >"$home/sources.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        if grep -Eq "^Suites:.* $VERSION_CODENAME" "$file" 2>/dev/null; then
            sed 's/^Types:.*/Types: deb-src/' "$file" >"$home/sources.d/${file##*/}"
        fi
    done
}

apt() {
    apt-get -q -o Dir::Etc::SourceList="$home/sources.list" -o Dir::Etc::SourceParts="$home/sources.d" -o Dir::State::Lists="$home/lists" \
        -o Dir::Cache="$home/cache" -o APT::Sandbox::User= "$@"
}

# Unpacks a package into $home/NAME/source.
fetch() {
    if [ -e "$home/$1/fetched" ]; then return; fi
    if [ ! -e "$home/updated" ]; then
        write_sources && apt update >"$home/apt.log" 2>&1 && touch "$home/updated" || { cat "$home/apt.log"; return 1; }
    fi
    mkdir -p "$home/$1/source"
    (cd "$home/$1" && apt source --download-only "$1" >apt.log 2>&1 && tar -C source --strip-components=1 -xf ./*.orig.tar.*) &&
        touch "$home/$1/fetched" || { cat "$home/$1/apt.log"; return 1; }
}
