# `make up` and `make test` are the two commands; both need only Python 3.11 or newer.
# Each target says what it does beside its name; `make` alone prints them.

.DEFAULT_GOAL := help
.PHONY: help up test prove lint bench screenshots clean environment packages
.NOTPARALLEL:

# Looked up only by the targets that need it, so that `make help` and `make clean` work without Python.
PYTHON_FOUND = $(shell scripts/find-python)
RUN = .uv/uv run --frozen --no-sync

help: ## この一覧 / this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile

up: ## カードデスクを開き、hanako のカードを仮想リーダーへ入れる / open the card desk, put hanako's card into a virtual reader
	@python="$(PYTHON_FOUND)"; [ -n "$$python" ] && "$$python" -B scripts/bootstrap.py base
	@$(RUN) openmyna up

test: packages environment ## CIが行うすべて / everything CI runs
	@scripts/check

prove: packages environment ## 同じ試験を全回数で、proof/*.json を書く / the same tests at full depth, writing proof/*.json
	@OPENMYNA_PROVE=1 scripts/check

lint: environment ## 書式、型、importの向き / format, types, import contracts
	@scripts/check lint

bench: packages environment ## 相手と限界とともに測る / measure, beside peers and limits
	@$(RUN) python -m benchmarks

screenshots: packages environment ## 説明のための画面の写真を撮り直す / take the pictures of the card desk again
	@$(RUN) python scripts/make_screenshots.py

clean: ## 作られたものを消す（カードは消さない） / remove what was made here (never a card)
	@rm -rf src/openmyna/services/web/assets tests/web/node_modules .venv .uv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@python="$(PYTHON_FOUND)"; [ -n "$$python" ] && "$$python" -B scripts/bootstrap.py dev

packages:
	@python="$(PYTHON_FOUND)"; [ -n "$$python" ] && "$$python" -B scripts/debian.py install test
