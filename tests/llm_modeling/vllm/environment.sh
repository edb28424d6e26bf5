#!/usr/bin/env bash
# Make the environment in which the tests of this directory run vLLM, on the CPU:
#
#     tests/llm_modeling/vllm/environment.sh DIRECTORY
#     METASOLVE_VLLM_PYTHON=DIRECTORY/bin/python python -m pytest -p no:xdist tests/llm_modeling/vllm
#
# vLLM pins its web stack, so it has an environment of its own and is only ever reached over HTTP.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${1:?the directory of the new environment}
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$directory"
# the list is complete; --no-deps keeps out what serving text on a CPU does not need, two thirds of the size
"$directory/bin/python" -m pip install --quiet --no-deps -r "$here/requirements.txt" </dev/null
# what a server imports before it answers, so that a missing package shows here and not when a model is loaded
"$directory/bin/python" - <<'END' >/dev/null
import vllm.entrypoints.openai.api_server
import vllm.model_executor.layers.quantization.online.base
import vllm.model_executor.models.qwen2
import vllm.v1.structured_output.backend_lm_format_enforcer
import vllm.v1.structured_output.backend_outlines
import vllm.v1.structured_output.backend_xgrammar
import vllm.v1.worker.cpu_worker
from vllm.entrypoints.launchers.app import build_app
from vllm.entrypoints.launchers.cli_args import make_arg_parser
from vllm.utils.argparse_utils import FlexibleArgumentParser

build_app(make_arg_parser(FlexibleArgumentParser()).parse_args([]), ("generate",))
END
